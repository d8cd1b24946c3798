"""What the tables say, and how sure one can be of it. Reads result folders only; runs nothing.

`intervals` holds the textbook formulas, `worlds` the estimates for replications that live in worlds, `outcomes` picks
the numbers of a result; `compare` sets options side by side, `doubt` splits what we do not know from luck, `enough`
says how many replications a wanted interval takes, `explain` goes back to beliefs and claims, and `answer` makes
sentences of it all.
"""

"""Evidence by interrogation: who answers as friends or civil traffic do is harmless; who keeps silent may be so too.

A set that works answers an interrogation with P_REPLY; one that is broken, off or wrongly coded answers none of them.
Now and then an answer of somebody else nearby is taken for the target's own (P_FALSE). So of k answers to n
interrogations, with w the share of harmless traffic that has a working set whose modes can be read:

                       P_FALSE^k (1 - P_FALSE)^(n - k)
    ratio = -----------------------------------------------------------------------------
            w P_REPLY^k (1 - P_REPLY)^(n - k)  +  (1 - w) P_FALSE^k (1 - P_FALSE)^(n - k)

It depends on the counts alone, and silence never says more than 1 / (1 - w): however often it is asked, a broken set
does not make a friend an enemy. Adding up each interrogation as if it were news would.

Source: M. C. Stevens, *Secondary Surveillance Radar* (1988), chapters 3 and 8 (replies, garbling and false replies);
counts of two kinds of sources: Bayes. The four numbers are judgement.

When not to believe it: enemies who answer as friends do (a captured set, a false code) are not thought of here; the
battle may have them (`threat.answers`), and then they are believed. Sets fail more often in war than in peace.
"""

from __future__ import annotations

from pavise.sim.compiled import kernel
from pavise.sim.elementary import exp, log
from pavise.sim.models.declaration import Parameter

PARAMETERS = (
    Parameter("asks_friends", "", 0.0, 1.0, "1 when the answers of friends can be read"),
    Parameter("asks_civil", "", 0.0, 1.0, "1 when the answers of civil traffic can be read"),
    Parameter("answers", "", 0.0, 1.0, "chance that an object has a working set, which answers as its side should"),
)

P_REPLY = 0.95
"""Chance that a working set's answer to one interrogation (some sweeps of the antenna) is received and decoded."""
P_SILENT = 0.05
"""Share of harmless traffic whose set is broken, off or wrongly coded, as a network takes it."""
P_FALSE = 0.01
"""Chance that something else answers in its place."""
FRIENDS_SHARE = 0.3
"""Share of harmless traffic that answers as friends do; the rest answers as civil traffic does."""
FARTHEST = 600.0
"""Beyond, exp overflows; the odds are long decided."""


@kernel
def readable_share(asks_friends, asks_civil):
    """Share of harmless traffic that has a working set which can be read by who asks these modes (0 or 1 each)."""
    share = 0.0
    if asks_friends:
        share += FRIENDS_SHARE
    if asks_civil:
        share += 1.0 - FRIENDS_SHARE
    return share * (1.0 - P_SILENT)


@kernel
def answers_log_ratio(asked, answered, share):
    """Log likelihood ratio (hostile : harmless) of `answered` answers to `asked` interrogations.

    `share`: `readable_share`. Nothing asked, or nothing that can be read, says nothing: 0.
    """
    answer, silence = log(P_REPLY / P_FALSE), log((1.0 - P_REPLY) / (1.0 - P_FALSE))
    likelier = min(answered * answer + (asked - answered) * silence, FARTHEST)
    return -log(share * exp(likelier) + 1.0 - share)

"""Where the numbers of the dossier come from: each graded B or C worked out by a second route.

One module per topic, one function per check, named like it and with its inputs as arguments; none of them imports
Pavise. Grade C uses other formulas or brute force than the model does, with NumPy and SciPy; grade B calls programs
that others wrote (GeographicLib, PROJ, statsmodels, mpmath, ITU-Rpy), which need not be installed for the tests to run.

    python -m tests.verify.second_routes CHECK...      prints the rows of these checks as the dossier writes them
"""

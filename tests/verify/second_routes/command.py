"""Command by other ways: operators as a list of when each is free, rounds as a heap, money in whole dollars."""

from __future__ import annotations

from fractions import Fraction


def operators_in_turn(tracks, operators, decision_s):
    """Each track goes to the operator who is free first."""
    free_s, waits_s = [0.0] * operators, []
    for _ in range(tracks):
        free_s.sort()
        waits_s.append(free_s[0])
        free_s[0] += decision_s
    return sum(wait_s > 0.0 for wait_s in waits_s), sum(waits_s) / tracks


def command_lost(p_command_lost):
    """The chance itself."""
    return p_command_lost


def rounds_kept(rounds, keep, drones, ballistic):
    """Rounds taken one by one."""
    heap = ["kept"] * min(keep, rounds) + ["free"] * max(rounds - keep, 0)
    killed = [0, 0]
    for _ in range(drones):
        if heap and heap[-1] == "free":
            heap.pop()
            killed[0] += 1
    for _ in range(ballistic):
        if heap:
            heap.pop()
            killed[1] += 1
    return tuple(killed)


def worth_a_round(p_kill, round_usd, target_usd, stake, point_usd):
    """Price against what it saves on average, without rounding."""
    saved_usd = Fraction(str(target_usd)) + Fraction(str(stake)) * Fraction(str(point_usd))
    return int(Fraction(str(p_kill)) * saved_usd > Fraction(str(round_usd)))

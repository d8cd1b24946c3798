"""Links: what one network sees reaches another a little later, or not at all.

    up           outage       up                    outage  up
    |------------|xxxxxx|-----|---------------------|xxxxxx|-----
    |<------ cycle ---------->|<-------- cycle ----------->|

Time is cut into cycles of one outage each; where in its cycle the outage begins is drawn evenly, and so is how far the
first cycle has come when the battle begins. So on average a link is up for `up_s` between outages of `outage_s`, and at
any moment, the first one too, it is up with the chance up / (up + outage). What is sent during an outage is lost, and
so is each single report with a chance of its own. Outages are a function of time alone: nothing
is remembered, and they do not depend on who else there is. Where targets are known, single losses are named by target
and sensor and do not either; where tracks are told, they are named by the track.

Source: D. R. Cox, *Renewal Theory* (1962), chapter 7 (share of time of an alternating process that has gone on for
long); that each cycle holds one outage of one length is judgement.

When not to believe it: real outages cluster, and a link that is overloaded loses more the more there is to tell; here
the load does not matter, and a report that is lost is not sent again (the next look brings a new one).
"""

from __future__ import annotations

from pavise.kinds import Stream
from pavise.sim.compiled import inner
from pavise.sim.draws import uniform
from pavise.sim.schedule import slot_at

LINK = int(Stream.LINK)
OUTAGES = -1
"""In place of the track that a draw is about: the outages of the link."""


@inner
def is_up(time_s, seed, replication, link):
    """True when a link (a row of LINK) works at `time_s`."""
    if link.outage_s <= 0.0:
        return True
    cycle_s = link.up_s + link.outage_s
    gone_s = time_s + uniform(seed, replication, LINK, link.key, OUTAGES, 0) * cycle_s
    cycle = slot_at(gone_s, 0.0, cycle_s)
    begins_s = cycle * cycle_s + uniform(seed, replication, LINK, link.key, OUTAGES, 1 + cycle) * link.up_s
    return gone_s < begins_s or gone_s >= begins_s + link.outage_s


@inner
def gets_through(time_s, seed, replication, link, whom, occasion):
    """True when a report sent at `time_s` arrives; `whom`, `occasion`: what it is about, for its own luck."""
    if not is_up(time_s, seed, replication, link):
        return False
    return link.p_loss <= 0.0 or uniform(seed, replication, LINK, link.key, whom, occasion) >= link.p_loss

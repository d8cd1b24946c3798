"""Rules of engagement: whether a post may shoot at a target now, whatever its doctrine wants.

    status in force    class of the target, nearer than `ring_m` to a defended site or not, warning not yet red, alone
      hold             only at what flies to the unit's own neighbourhood: self-defence
      tight            at what is taken for hostile
      free             at whatever is not taken for harmless
    front              outside the bearings that it answers for, only at what flies to its own neighbourhood
    silence            while the radar that guides its rounds is kept off the air, it shoots at nothing

A unit's *own neighbourhood* is the site nearest to it. Where posts know every target, all they see is hostile, and free
is the same as tight.

Source: weapons control status (free, tight, hold) and air defence warnings (white, yellow, red) as in Joint Publication
3-01, *Countering Air and Missile Threats* (2017), chapter III; sectors of fire as in the same chapter.

When not to believe it: a crew reads its orders as they are written and at once. A target counts as near a site where it
is now, not where a round would meet it.
"""

from __future__ import annotations

import math

from pavise.kinds import Side, WeaponControl
from pavise.sim.compiled import inner, rare
from pavise.sim.elementary import sin_cos
from pavise.sim.geometry import distance, earth_centred, from_east_north_up
from pavise.sim.motion import leg_at, place_at

HOSTILE = int(Side.HOSTILE)
HOLD = int(WeaponControl.HOLD)
FREE = int(WeaponControl.FREE)


@rare
def permits(time_s, post, desk, threat, flight, path, site, place, look):
    """True when the rules let a post shoot at one target now. `threat`, `flight`, `path`: its rows (or a belief's)."""
    if post.fire_control >= 0 and look[post.fire_control].silent:
        return False
    is_own = flight.site == desk.own_site
    x_m, y_m, z_m = 0.0, 0.0, 0.0
    if post.ring_m > 0.0 or post.cos_half_front > -1.0:
        leg = leg_at(path, flight.points, flight.leg, time_s)
        x_m, y_m, z_m, _ = place_at(path, leg, time_s)
    status = status_for(time_s, post, desk, threat.threat_class, site, x_m, y_m, z_m)
    if status == HOLD and not is_own:
        return False
    if status != FREE and threat.side != HOSTILE:
        return False
    return is_own or in_front(post, place[post.unit], x_m, y_m, z_m)


@inner
def status_for(time_s, post, desk, threat_class, site, x_m, y_m, z_m):
    """The weapons control status that binds a post about a target of this class at this place (earth-centred)."""
    if time_s < desk.red_s and post.control_before_red >= 0:
        return post.control_before_red
    if desk.network == post.fallback and post.control_alone >= 0:
        return post.control_alone
    if post.ring_m > 0.0:
        for d in range(site.size):
            sx_m, sy_m, sz_m = earth_centred(site[d].n[0], site[d].n[1], site[d].n[2], site[d].height_m)
            if distance(sx_m, sy_m, sz_m, x_m, y_m, z_m) <= post.ring_m:
                return post.control_near[threat_class]
    return post.control[threat_class]


@inner
def in_front(post, place, x_m, y_m, z_m):
    """True when a place lies on the bearings that a post answers for, seen from its unit; edges included."""
    if post.cos_half_front <= -1.0:
        return True
    n, p = place.n, place.position_m
    dx_m, dy_m, dz_m = x_m - p[0], y_m - p[1], z_m - p[2]
    sine, cosine = sin_cos(post.front_rad)
    ax, ay, az = from_east_north_up(n[0], n[1], n[2], sine, cosine, 0.0)
    up_m = dx_m * n[0] + dy_m * n[1] + dz_m * n[2]
    level_m = math.sqrt(max(dx_m * dx_m + dy_m * dy_m + dz_m * dz_m - up_m * up_m, 0.0))
    return dx_m * ax + dy_m * ay + dz_m * az >= post.cos_half_front * level_m


@inner
def is_ever_free(post):
    """True when some rule of a post lets it shoot at what is not taken for hostile."""
    free = post.control_alone == FREE or post.control_before_red == FREE
    for kind in range(post.control.size):
        free = free or post.control[kind] == FREE or (post.ring_m > 0.0 and post.control_near[kind] == FREE)
    return free

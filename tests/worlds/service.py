"""Fire as a service counter, as the dossier plays it: it lives in `pavise.verify.service`."""

from pavise.verify.service import northward_m, poisson_arrivals_s, service

__all__ = ["northward_m", "poisson_arrivals_s", "service"]

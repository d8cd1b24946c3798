"""Views show result tables to people: figures, the map of the posture, and the report. They read nothing else."""

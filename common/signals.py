"""What `common` tells apps above it; each is sent inside the transaction that makes it true."""

from django.dispatch import Signal

# A job came to its end: `job`, `at`.
job_ended = Signal()
# The person who started a job has seen how it ended: `job`, `at`.
job_seen = Signal()

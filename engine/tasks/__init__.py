"""What each job does: one file a job, run in the child process."""

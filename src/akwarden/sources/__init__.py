"""Where bytes come from: each source hands out units of work that workers read in parallel."""

"""Who there is and who left, as a list of people says."""

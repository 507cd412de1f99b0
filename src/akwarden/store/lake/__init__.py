"""The event lake: Parquet files of events, and the manifest in the state, the only truth about them."""

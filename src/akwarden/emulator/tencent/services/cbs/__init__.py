"""Cloud Block Storage: disks, snapshots and whom they are shared with (version 2017-03-12)."""

"""What an access policy of Tencent Cloud CAM or AWS IAM says: read, judged, checked and written; no I/O."""

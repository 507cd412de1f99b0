"""Serverless Cloud Function: functions, their code, versions and layers (version 2018-04-16)."""

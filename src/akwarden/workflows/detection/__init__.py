"""What calls are judged by, and what becomes of the alarms: kept, listed, shown, decided about."""

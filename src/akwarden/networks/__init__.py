"""What packaged data says of an address, without asking anybody."""

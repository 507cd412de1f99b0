"""What people ask of the inventory: lists of keys, principals and addresses, and the page of one of them."""

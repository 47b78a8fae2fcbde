"""What commands show on a terminal: a module for each kind of thing."""

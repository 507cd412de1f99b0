"""Work that outlives the process: the only room that knows the library it is done with."""

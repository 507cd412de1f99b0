"""Cloud Virtual Machine: instances, images, launch templates and regions, to be read (version 2017-03-12)."""

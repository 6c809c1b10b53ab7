"""What can be done here, one module for each thing that it is done to."""

"""What `builder.py` does around the pipeline: choose layouts, write and place the outputs, sum up in a manifest."""

"""From bytes to values: unpack, decode, find where a JSON value ends, parse it strictly and say what was wrong."""

"""The rules `calls/...`: tool calls, their results, and the declarations that both point at."""

"""What a job costs, term by term: training, hosting, own machines, break-even. Money is Decimal throughout."""

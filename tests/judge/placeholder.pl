# INVALID_API_KEY api-reference/errors.md#invalid_api_key
use HTTP::Tiny;
my $headers = { Authorization => 'Bearer YOUR_API_KEY' };
print HTTP::Tiny->new->get('https://api.example.com/v1/me', { headers => $headers })->{status};

# NOT_FOUND api-reference/errors.md#not_found https://github.com/uclapi/uclapi/issues/2964
use HTTP::Tiny;
my $headers = { Authorization => "Bearer $ENV{API_KEY}" };
print HTTP::Tiny->new->get('https://api.example.com/v1/me/', { headers => $headers })->{status};

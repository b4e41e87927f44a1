# MISSING_API_KEY api-reference/errors.md#missing_api_key https://github.com/MartinPham/FindMySync/pull/6
use HTTP::Tiny;
my $options = { headers => { Authorization => $ENV{API_KEY} } };
print HTTP::Tiny->new->get('https://api.example.com/v1/me', $options)->{status};

# lowercase_bearer getting-started/authentication.md#using-api-keys
use HTTP::Tiny;
my $options = { headers => { Authorization => "bearer $ENV{API_KEY}" } };
print HTTP::Tiny->new->get('https://api.example.com/v1/me', $options)->{status};

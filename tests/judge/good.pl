# clean --with busy,expired,cut,away
use HTTP::Tiny;
my $http = HTTP::Tiny->new(timeout => 30, default_headers => { Authorization => "Bearer $ENV{API_KEY}" });
my $response = $http->get('https://api.example.com/v1/keys');
die "$response->{status} $response->{content}" unless $response->{success};
print $response->{content};

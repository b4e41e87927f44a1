# content_type_parameter getting-started/authentication.md#example-requests
use HTTP::Tiny;
my $headers = { Authorization => "Bearer $ENV{API_KEY}", 'Content-Type' => 'application/json; charset=iso-8859-1' };
my $body = '{"prompt": "Hi", "model": "gpt-4"}';
print HTTP::Tiny->new->post('https://api.example.com/v1/generate', { headers => $headers, content => $body })->{status};

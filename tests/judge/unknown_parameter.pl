# unknown_query_parameter api-reference/endpoints/prompts.md#list-prompts
use HTTP::Tiny;
my $headers = { Authorization => "Bearer $ENV{API_KEY}" };
print HTTP::Tiny->new->get('https://api.example.com/v1/prompts?per_page=5', { headers => $headers })->{status};

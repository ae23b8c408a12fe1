namespace HelpdeskMail.OAuth.Tokens;

/// <summary>What answered in a token endpoint's place gave neither a token nor an error. It passes, or whoever runs the network mends it.</summary>
internal sealed class TokenlessAnswerException() : HttpRequestException("The answer holds neither a token nor an error.");

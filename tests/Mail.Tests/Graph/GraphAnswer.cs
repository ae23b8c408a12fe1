namespace HelpdeskMail.Mail.Tests.Graph;

/// <summary>What the server says.</summary>
public sealed record GraphAnswer(int Status, string Content = "", Dictionary<string, string>? Headers = null)
{
    public static GraphAnswer Ok(string json) => new(200, json, new() { ["Content-Type"] = "application/json" });

    public static GraphAnswer Error(int status, string code, string message = "words", Dictionary<string, string>? headers = null) =>
        new(status, $$"""{"error":{"code":"{{code}}","message":"{{message}}","innerError":{"date":"2026-05-05T10:00:00","request-id":"1","client-request-id":"1"} } }""", headers);
}

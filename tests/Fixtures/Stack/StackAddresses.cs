namespace HelpdeskMail.Fixtures.Stack;

/// <summary>What the AppHost writes to its addresses file.</summary>
internal sealed record StackAddresses(
    bool Ready,
    int ProcessId,
    StackPage Page,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Endpoints,
    IReadOnlyDictionary<string, string?> ConnectionStrings);

/// <summary>The AppHost's own page and the token that opens it.</summary>
internal sealed record StackPage(string Url, string Token);

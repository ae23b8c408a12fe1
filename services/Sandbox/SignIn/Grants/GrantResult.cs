namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary>What came of a request to the token endpoint.</summary>
public abstract record GrantResult
{
    private GrantResult()
    {
    }

    public static implicit operator GrantResult(EntraError error) => new Refused(error);

    public static implicit operator GrantResult(TokenAnswer answer) => new Granted(answer);

    public sealed record Granted(TokenAnswer Answer) : GrantResult;

    public sealed record Refused(EntraError Error) : GrantResult;
}

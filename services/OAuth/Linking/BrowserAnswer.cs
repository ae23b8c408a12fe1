namespace HelpdeskMail.OAuth.Linking;

/// <summary>What a browser is answered on its way through a sign-in. Closed set.</summary>
internal abstract record BrowserAnswer
{
    private BrowserAnswer()
    {
    }

    /// <summary>Go to the provider's sign-in page, with the cookie that binds the attempt to this browser.</summary>
    public sealed record SignIn(Uri Page, string CookieName, string CookieValue) : BrowserAnswer;

    /// <summary>Go back to the helpdesk.</summary>
    public sealed record Return(string Address) : BrowserAnswer;

    /// <summary>Stay here and read.</summary>
    /// <param name="Code">Stable name.</param>
    /// <param name="Title">What happened.</param>
    /// <param name="Text">Why, and what to do.</param>
    /// <param name="WayBack">Page of the helpdesk to go on at.</param>
    /// <param name="Refused">Whether something was refused; otherwise it is good news.</param>
    public sealed record Read(string Code, string Title, string Text, string WayBack, bool Refused = true) : BrowserAnswer;
}

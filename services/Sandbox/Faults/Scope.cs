using System.IO.Enumeration;

namespace HelpdeskMail.Sandbox.Faults;

/// <summary>How faults and permissions say whom they concern.</summary>
public static class Scope
{
    /// <summary>Whether <paramref name="value"/> fits: a null pattern fits all, <c>*</c> stands for any characters, case does not count.</summary>
    public static bool Matches(string? pattern, string? value) =>
        pattern is null || (value is not null && FileSystemName.MatchesSimpleExpression(pattern, value));
}

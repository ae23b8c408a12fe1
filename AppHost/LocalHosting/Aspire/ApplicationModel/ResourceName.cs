namespace Aspire.Hosting.ApplicationModel;

/// <summary>Aspire's rule for the names of resources and endpoints.</summary>
internal static class ResourceName
{
    private const int MaximumLength = 64;

    public static void Check(string name, string what = "resource")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var problem =
            name.Length > MaximumLength ? $"is longer than {MaximumLength} characters"
            : !name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') ? "holds something else than ASCII letters, digits and hyphens"
            : !char.IsAsciiLetter(name[0]) ? "does not start with a letter"
            : name.EndsWith('-') ? "ends with a hyphen"
            : name.Contains("--", StringComparison.Ordinal) ? "holds two hyphens in a row"
            : null;
        if (problem is not null)
        {
            throw new ArgumentException($"The {what} name '{name}' {problem}.", nameof(name));
        }
    }
}

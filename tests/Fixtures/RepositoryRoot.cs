namespace HelpdeskMail.Fixtures;

/// <summary>Finds the checkout the running tests were built from.</summary>
public static class RepositoryRoot
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>Absolute path of the folder that holds HelpdeskMail.sln.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests run from outside a checkout; set HELPDESKMAIL_ROOT.</exception>
    public static string Path => Found.Value;

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("HELPDESKMAIL_ROOT") is { Length: > 0 } given)
        {
            return given;
        }

        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(System.IO.Path.Combine(folder.FullName, "HelpdeskMail.sln")))
                {
                    return folder.FullName;
                }
            }
        }

        throw new DirectoryNotFoundException("HelpdeskMail.sln was not found above the test binaries or the current folder; set HELPDESKMAIL_ROOT to the checkout.");
    }
}

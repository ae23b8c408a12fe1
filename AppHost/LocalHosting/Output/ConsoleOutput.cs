namespace HelpdeskMail.AppHost.LocalHosting.Output;

/// <summary>
/// What the AppHost says on its console: by itself only what a person needs to know; with --verbose also every line of every
/// resource, each with the resource's name and a colour of its own.
/// </summary>
/// <param name="verbose">Whether lines of resources are shown.</param>
internal sealed class ConsoleOutput(bool verbose)
{
    /// <summary>A line of a service that begins so is meant for the person who started it, and is always shown.</summary>
    public const string Announcement = ">>> ";

    private const int NameWidth = 10;
    private const string Red = "31";
    private const string Dim = "2";
    private static readonly string[] Colors = ["36", "33", "35", "32", "34", "96", "93", "95"];

    private readonly bool colored = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
    private readonly Dictionary<string, string> colorOf = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>A line about a resource.</summary>
    public void Say(string name, string text) => Write(name, text, color: null);

    /// <summary>A line about a resource that somebody should act on.</summary>
    public void Warn(string name, string text) => Write(name, text, Red);

    /// <summary>A line that a resource wrote itself.</summary>
    public void Line(string name, string text)
    {
        if (text.StartsWith(Announcement, StringComparison.Ordinal))
        {
            Write(name, text[Announcement.Length..], color: null);
        }
        else if (verbose)
        {
            Write(name, text, Dim);
        }
    }

    /// <summary>A plain line.</summary>
    public void Say(string text)
    {
        lock (gate)
        {
            Console.WriteLine(text);
        }
    }

    private void Write(string name, string text, string? color)
    {
        lock (gate)
        {
            var label = name.PadRight(NameWidth);
            Console.WriteLine(colored ? $"{Paint(label, ColorOf(name))} {(color is null ? text : Paint(text, color))}" : $"{label} {text}");
        }
    }

    private string ColorOf(string name)
    {
        if (!colorOf.TryGetValue(name, out var color))
        {
            color = Colors[colorOf.Count % Colors.Length];
            colorOf[name] = color;
        }

        return color;
    }

    private static string Paint(string text, string color) => $"\e[{color}m{text}\e[0m";
}

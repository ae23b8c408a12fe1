using System.Globalization;

namespace HelpdeskMail.Benchmarks;

/// <summary>Figures beside the limits they have to keep.</summary>
internal static class Limits
{
    /// <summary>Prints a figure with its limit; false when it is passed.</summary>
    public static bool Check(string what, double value, double limit, string unit = "")
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-46} {value,8:0.00}{unit}  (at most {limit:0.00}{unit}) {(value <= limit ? "holds" : "does not hold")}"));
        return value <= limit;
    }

    /// <summary>Prints a figure with the least it has to be; false when it is less.</summary>
    public static bool CheckAtLeast(string what, double value, double least, string unit = "")
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-46} {value,8:0.00}{unit}  (at least {least:0.00}{unit}) {(value >= least ? "holds" : "does not hold")}"));
        return value >= least;
    }
}

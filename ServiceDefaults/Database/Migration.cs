using System.Security.Cryptography;
using System.Text;

namespace HelpdeskMail.ServiceDefaults.Database;

/// <summary>One forward-only change of a schema.</summary>
/// <param name="Name">File name without its ending: <c>001-tickets</c>.</param>
/// <param name="Sql">Statements run in one transaction with the schema on the search path.</param>
public sealed record Migration(string Name, string Sql)
{
    /// <summary>SHA-256 of the script with line ends normalised, in hexadecimal.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
}

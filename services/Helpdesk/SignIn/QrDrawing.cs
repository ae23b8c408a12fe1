using System.Globalization;
using System.Text;
using QRCoder;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>A QR code (ISO/IEC 18004) as a drawing in units of its modules, with the quiet zone of four modules around it that the standard asks for.</summary>
/// <param name="Side">Its width and height.</param>
/// <param name="Path">The dark modules, in the words of an SVG path.</param>
public sealed record QrDrawing(int Side, string Path)
{
    /// <summary>Draws words; a seventh of the picture may be covered or dirty.</summary>
    public static QrDrawing Of(string words)
    {
        using var code = QRCodeGenerator.GenerateQrCode(words, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var row = 0; row < code.ModuleMatrix.Count; row++)
        {
            var modules = code.ModuleMatrix[row];
            for (var from = 0; from < modules.Length; from++)
            {
                if (!modules[from])
                {
                    continue;
                }

                var to = from;
                while (to < modules.Length && modules[to])
                {
                    to++;
                }

                path.Append(CultureInfo.InvariantCulture, $"M{from} {row}h{to - from}v1H{from}z");
                from = to;
            }
        }

        return new QrDrawing(code.ModuleMatrix.Count, path.ToString());
    }
}

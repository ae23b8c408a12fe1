namespace HelpdeskMail.Sandbox.Smtp;

/// <summary>Reads the lines of DATA (RFC 5321 section 4.5.2).</summary>
public static class DotStuffing
{
    /// <summary>Adds a line to the message, its leading dot taken off.</summary>
    /// <returns>False for the line that ends the data.</returns>
    public static bool Add(ReadOnlySpan<byte> line, MemoryStream message)
    {
        if (line is [(byte)'.'])
        {
            return false;
        }

        message.Write(line is [(byte)'.', ..] ? line[1..] : line);
        message.Write("\r\n"u8);
        return true;
    }
}

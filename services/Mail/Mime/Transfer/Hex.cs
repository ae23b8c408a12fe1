namespace HelpdeskMail.Mail.Mime.Transfer;

/// <summary>Two hexadecimal digits as mail writes a byte: upper or lower case.</summary>
internal static class Hex
{
    public static bool TryByte(int high, int low, out byte value)
    {
        var number = (Digit(high) << 4) | Digit(low);
        value = (byte)number;
        return number >= 0;
    }

    private static int Digit(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'A' and <= 'F' => c - 'A' + 10,
        >= 'a' and <= 'f' => c - 'a' + 10,
        _ => int.MinValue,
    };
}

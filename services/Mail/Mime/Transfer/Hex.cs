namespace HelpdeskMail.Mail.Mime.Transfer;

/// <summary>Two hexadecimal digits as mail writes a byte: upper or lower case.</summary>
internal static class Hex
{
    public static bool TryByte(int high, int low, out byte value)
    {
        var table = Digits;
        if ((uint)high >= (uint)table.Length || (uint)low >= (uint)table.Length)
        {
            value = 0;
            return false;
        }

        var (first, second) = (table[high], table[low]);
        value = (byte)((first << 4) + second);
        return first >= 0 && second >= 0;
    }

    /// <summary>Value of each ASCII character as a digit, -1 for those that are none.</summary>
    private static ReadOnlySpan<sbyte> Digits =>
    [
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -1, -1, -1, -1, -1,
        -1, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
        -1, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    ];
}

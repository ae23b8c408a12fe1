namespace HelpdeskMail.Mail.Mime.Tnef;

/// <summary>What one winmail.dat may still produce, all messages embedded in it together, and whether something of it was left out.</summary>
internal sealed class TnefAllowance(MimeLimits limits)
{
    /// <summary>Bytes that its compressed text may still expand to.</summary>
    public int Bytes { get; private set; } = limits.TnefBytes;

    /// <summary>Set when a limit was reached, or the data ended within something.</summary>
    public bool IsIncomplete { get; set; }

    private int Files { get; set; } = limits.Parts;

    /// <summary>Counts expanded bytes; what ends exactly at the allowance may have been cut there.</summary>
    public void Expanded(int count)
    {
        IsIncomplete |= count >= Bytes;
        Bytes -= count;
    }

    /// <summary>Counts a file; false when there were enough.</summary>
    public bool TryTakeFile()
    {
        IsIncomplete |= Files == 0;
        return Files > 0 && Files-- > 0;
    }
}

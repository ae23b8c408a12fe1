namespace HelpdeskMail.OAuth.Tokens;

/// <summary>What came of asking for a device code's token. Closed set.</summary>
public abstract record DeviceAnswer
{
    private DeviceAnswer()
    {
    }

    /// <summary>Nobody has finished entering it yet.</summary>
    /// <param name="SlowDown">The provider wants longer pauses, or could not answer just now.</param>
    public sealed record Waiting(bool SlowDown) : DeviceAnswer
    {
        /// <summary>The standard's two words for it (RFC 8628 section 3.5); null for any other.</summary>
        public static Waiting? Of(string error) => error switch
        {
            "authorization_pending" => new(SlowDown: false),
            "slow_down" => new(SlowDown: true),
            _ => null,
        };
    }

    /// <summary>It is over, well or not.</summary>
    public sealed record Ended(SignInAnswer Answer) : DeviceAnswer;
}

using HelpdeskMail.ServiceDefaults.Bus;

namespace HelpdeskMail.Bus.Tests;

/// <summary>What the bus promises, it promises on each of these.</summary>
public sealed class Transports : TheoryData<BusTransport>
{
    public Transports()
    {
        Add(BusTransport.Postgres);
        Add(BusTransport.RabbitMq);
    }
}

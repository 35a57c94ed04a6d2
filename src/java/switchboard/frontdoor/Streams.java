package switchboard.frontdoor;

import io.grpc.stub.StreamObserver;
import java.util.function.BiConsumer;
import java.util.function.Function;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;

/**
 * Who serves the streaming methods; the front door only lets them in.
 *
 * @param subscribe serves one call of Subscribe
 * @param converse serves one call of Converse
 * @param drain ends every stream, since the node leaves
 */
public record Streams(
    BiConsumer<SubscribeRequest, StreamObserver<SubscribeResponse>> subscribe,
    Function<StreamObserver<ConverseResponse>, StreamObserver<ConverseRequest>> converse,
    Runnable drain) {}

// Order within the layers: barycentres, up and down, keeping the best.
#include <algorithm>
#include <numeric>

#include "asl/graph/layers.hpp"

namespace asl::graph {

namespace {

constexpr std::size_t kLargeGraph = 5'000;

using Order = std::vector<std::vector<std::size_t>>;

/// Pairs of links between two layers that cross, counted with a Fenwick tree over the lower
/// positions.
std::size_t crossings_between(const Layers& layers, const std::vector<std::size_t>& upper,
                              const std::vector<std::size_t>& position, std::size_t lower_size) {
    std::vector<std::size_t> ends;
    for (const std::size_t element : upper) {
        const std::size_t begin = ends.size();
        for (const std::size_t link : layers.elements[element].below)
            ends.push_back(position[layers.links[link].lower]);
        std::sort(ends.begin() + static_cast<std::ptrdiff_t>(begin), ends.end());
    }
    std::vector<std::size_t> tree(lower_size + 1, 0);
    std::size_t crossings = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        std::size_t not_right = 0;
        for (std::size_t k = ends[i] + 1; k > 0; k -= k & (~k + 1)) not_right += tree[k];
        crossings += i - not_right;
        for (std::size_t k = ends[i] + 1; k <= lower_size; k += k & (~k + 1)) ++tree[k];
    }
    return crossings;
}

class Orderer {
public:
    explicit Orderer(Layers& layers) : layers_(layers), position_(layers.elements.size(), 0) {}

    void run() {
        start();
        Order best = layers_.layers;
        std::size_t least = crossings();
        const int sweeps = layers_.elements.size() > kLargeGraph ? 4 : 24;
        for (int sweep = 0; sweep < sweeps && least > 0; ++sweep) {
            const bool is_down = sweep % 2 == 0;
            for (std::size_t i = 1; i < layers_.layers.size(); ++i) {
                sort_layer(is_down ? i : layers_.layers.size() - 1 - i, is_down);
            }
            const std::size_t now = crossings();
            if (now < least) {
                least = now;
                best = layers_.layers;
            }
        }
        layers_.layers = std::move(best);
    }

private:
    /// As a walk in the order of the edges meets them: the main way left, what branches off to its
    /// right.
    void start() {
        std::vector<bool> seen(layers_.elements.size(), false);
        for (auto& layer : layers_.layers) layer.clear();
        std::vector<std::size_t> stack;
        for (std::size_t i = 0; i < layers_.elements.size(); ++i) {
            if (seen[i] || !layers_.elements[i].above.empty()) continue;
            stack.push_back(i);
            while (!stack.empty()) {
                const std::size_t element = stack.back();
                stack.pop_back();
                if (seen[element]) continue;
                seen[element] = true;
                layers_.layers[layers_.elements[element].layer].push_back(element);
                // The heaviest on top of the stack, of equals the first.
                auto below = layers_.elements[element].below;
                std::ranges::sort(below, [&](std::size_t a, std::size_t b) {
                    const int first = layers_.links[a].weight;
                    const int second = layers_.links[b].weight;
                    return first != second ? first < second : a > b;
                });
                for (const std::size_t link : below) stack.push_back(layers_.links[link].lower);
            }
        }
        for (std::size_t l = 0; l < layers_.layers.size(); ++l) number(l);
    }

    void number(std::size_t layer) {
        for (std::size_t i = 0; i < layers_.layers[layer].size(); ++i)
            position_[layers_.layers[layer][i]] = i;
    }

    void sort_layer(std::size_t index, bool by_upper) {
        auto& layer = layers_.layers[index];
        std::vector<double> key(layer.size());
        for (std::size_t i = 0; i < layer.size(); ++i) {
            const Element& element = layers_.elements[layer[i]];
            const auto& links = by_upper ? element.above : element.below;
            double sum = 0;
            for (const std::size_t link : links) {
                sum += static_cast<double>(
                    position_[by_upper ? layers_.links[link].upper : layers_.links[link].lower]);
            }
            key[i] =
                links.empty() ? static_cast<double>(i) : sum / static_cast<double>(links.size());
        }
        std::vector<std::size_t> order(layer.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        // Equals keep their order.
        std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
            return key[a] != key[b] ? key[a] < key[b] : a < b;
        });
        std::vector<std::size_t> sorted;
        sorted.reserve(layer.size());
        for (const std::size_t i : order) sorted.push_back(layer[i]);
        layer = std::move(sorted);
        number(index);
    }

    std::size_t crossings() const {
        std::size_t sum = 0;
        for (std::size_t l = 0; l + 1 < layers_.layers.size(); ++l) {
            sum += crossings_between(layers_, layers_.layers[l], position_,
                                     layers_.layers[l + 1].size());
        }
        return sum;
    }

    Layers& layers_;
    std::vector<std::size_t> position_;
};

}  // namespace

void order_layers(Layers& layers) {
    Orderer(layers).run();
}

}  // namespace asl::graph

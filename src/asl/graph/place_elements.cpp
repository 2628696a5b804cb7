// Horizontal placement: every element wants to stand over or under its heaviest neighbours; within
// a layer those wishes are fulfilled as well as the order and the distances allow, which is
// isotonic regression.
#include <algorithm>
#include <cmath>

#include "asl/graph/layers.hpp"

namespace asl::graph {

namespace {

constexpr double kGap = 28;
constexpr double kLineGap = 10;
constexpr std::size_t kLargeGraph = 5'000;
/// How much more an upright link weighs than its edge, and what an element without a wish weighs.
constexpr double kUpright = 64;
constexpr double kIdle = 0.01;
constexpr double kMainWay = 4096;
constexpr double kPassing = 81;

double distance(const Element& left, const Element& right) {
    const double gap =
        left.is_box && right.is_box ? kGap : (left.is_box || right.is_box ? kGap / 2 : kLineGap);
    return left.right + gap + right.left;
}

/// The heaviest of an element's links to one side, and how many are as heavy.
struct Heaviest {
    int weight = 0;
    int count = 0;
};

Heaviest heaviest_of(const Layers& layers, const std::vector<std::size_t>& links) {
    Heaviest heaviest;
    for (const std::size_t link : links) {
        const int weight = layers.links[link].weight;
        if (weight > heaviest.weight) heaviest = {weight, 0};
        if (weight == heaviest.weight) ++heaviest.count;
    }
    return heaviest;
}

/// Links that should be upright: for both of its ends there is no other that is as heavy.
std::vector<bool> find_upright(const Layers& layers) {
    std::vector<Heaviest> above;
    std::vector<Heaviest> below;
    for (const Element& element : layers.elements) {
        above.push_back(heaviest_of(layers, element.above));
        below.push_back(heaviest_of(layers, element.below));
    }
    std::vector<bool> upright;
    for (const Link& link : layers.links) {
        const Heaviest& down = below[link.upper];
        const Heaviest& up = above[link.lower];
        upright.push_back(down.count == 1 && up.count == 1 && down.weight == link.weight &&
                          up.weight == link.weight);
    }
    return upright;
}

/// Where an element wants to be: under (or over) the neighbours of its heaviest links.
struct Wish {
    double x = 0;
    double weight = 0;
};

class Placer {
public:
    explicit Placer(Layers& layers) : layers_(layers), upright_(find_upright(layers)) {}

    void run() {
        for (const auto& layer : layers_.layers) pack(layer);
        const int sweeps = layers_.elements.size() > kLargeGraph ? 2 : 24;
        for (int sweep = 0; sweep < sweeps; ++sweep) {
            for (std::size_t l = 1; l < layers_.layers.size(); ++l) settle(layers_.layers[l], true);
            for (std::size_t l = layers_.layers.size(); l-- > 1;)
                settle(layers_.layers[l - 1], false);
        }
        // At the end down once more, and up only for what stands over its one successor, a label
        // mostly.
        for (std::size_t l = 1; l < layers_.layers.size(); ++l) settle(layers_.layers[l], true);
        is_final_ = true;
        for (std::size_t l = layers_.layers.size(); l-- > 1;) settle(layers_.layers[l - 1], false);
    }

private:
    void pack(const std::vector<std::size_t>& layer) {
        double x = 0;
        for (std::size_t i = 0; i < layer.size(); ++i) {
            if (i > 0) x += distance(layers_.elements[layer[i - 1]], layers_.elements[layer[i]]);
            layers_.elements[layer[i]].x = x;
        }
    }

    Wish wish_of(const Element& element, bool by_upper) const {
        const auto& links = by_upper ? element.above : element.below;
        const int heaviest = heaviest_of(layers_, links).weight;
        Wish wish;
        int count = 0;
        double strength = 1;
        for (const std::size_t index : links) {
            const Link& link = layers_.links[index];
            if (link.weight < heaviest) continue;
            wish.x += layers_.elements[by_upper ? link.upper : link.lower].x;
            if (upright_[index]) strength = kUpright;
            ++count;
        }
        if (is_final_ && strength < kUpright)
            return {element.x, element.is_box ? kUpright * kMainWay : kPassing};
        // What has no neighbour on this side stays where it is, unless somebody needs the place.
        if (count == 0) return {element.x, kIdle};
        // To the fourth, so that the main way stands still where a lighter line wants its place.
        return {wish.x / count, std::pow(heaviest, 4) * strength};
    }

    /// Pool adjacent violators: the weighted least squares solution under the layer's order and
    /// distances.
    void settle(const std::vector<std::size_t>& layer, bool by_upper) {
        struct Block {
            double sum, weight;
            std::size_t first;
            double mean() const { return sum / weight; }
        };
        std::vector<Block> blocks;
        std::vector<double> offset(layer.size(), 0);
        for (std::size_t i = 0; i < layer.size(); ++i) {
            const Element& element = layers_.elements[layer[i]];
            if (i > 0)
                offset[i] = offset[i - 1] + distance(layers_.elements[layer[i - 1]], element);
            const Wish wish = wish_of(element, by_upper);
            Block block{(wish.x - offset[i]) * wish.weight, wish.weight, i};
            while (!blocks.empty() && blocks.back().mean() > block.mean()) {
                block = {block.sum + blocks.back().sum, block.weight + blocks.back().weight,
                         blocks.back().first};
                blocks.pop_back();
            }
            blocks.push_back(block);
        }
        for (std::size_t b = 0; b < blocks.size(); ++b) {
            const std::size_t end = b + 1 < blocks.size() ? blocks[b + 1].first : layer.size();
            for (std::size_t i = blocks[b].first; i < end; ++i) {
                layers_.elements[layer[i]].x = blocks[b].mean() + offset[i];
            }
        }
    }

    Layers& layers_;
    const std::vector<bool> upright_;
    bool is_final_ = false;
};

}  // namespace

void place_elements(Layers& layers) {
    Placer(layers).run();
    // Whole pixels: straight lines stay crisp, and the text does not depend on the last bit of a
    // double.
    for (Element& element : layers.elements) element.x = std::round(element.x);
}

}  // namespace asl::graph
